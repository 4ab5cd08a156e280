"use client";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Form.module.css";

/** Fields below each other, what sends them, and the way back. The browser never sends it by itself. */
export function Form({
  children,
  submit,
  back,
  isBusy,
  isDisabled = false,
  onSubmit,
  onBack,
}: {
  children: ReactNode;
  /** Words of the two buttons. */
  submit: string;
  back: string;
  isBusy: boolean;
  isDisabled?: boolean;
  onSubmit: () => Promise<void>;
  onBack: () => void;
}) {
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
      <div className={classes.buttons}>
        <Button type="submit" loading={isBusy} disabled={isDisabled}>
          {submit}
        </Button>
        <Button variant="default" onClick={onBack}>
          {back}
        </Button>
      </div>
    </form>
  );
}
