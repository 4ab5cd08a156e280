"use client";
import { Button } from "@mantine/core";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./StartBar.module.css";
import type { FetchFormState } from "./useFetchForm.ts";
import { useStartLabel } from "./useStartLabel.ts";

/** Below the tree where there is no room for the start panel: opens it. */
export function StartBar({ form, onOpen }: { form: FetchFormState; onOpen: () => void }) {
  const label = useStartLabel(form);
  return (
    <div className={classes.bar}>
      <Button
        classNames={{ root: classes.button, label: classes.label }}
        size="md"
        fullWidth
        onClick={onOpen}
        leftSection={<Icon name="fetch" size={18} />}
        aria-haspopup="dialog"
      >
        {label}
      </Button>
    </div>
  );
}
