"use client";
import { Popover } from "@mantine/core";
import { cloneElement, type ReactElement, useEffect, useRef, useState } from "react";
import type { AskedResponses } from "./askedResponses.ts";
import { People } from "./People.tsx";
import type { ResponsesTargetProps } from "./ResponsesButton.tsx";

/** The button with who it was, open from the start: it is made by the click that asked for it. */
export function ResponsesPopover({
  asked,
  target,
}: {
  asked: AskedResponses;
  target: ReactElement<ResponsesTargetProps>;
}) {
  const [isOpen, setOpen] = useState(true);
  const button = useRef<HTMLElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []); // until the popover takes it
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      onClose={() => button.current?.focus({ preventScroll: true })}
      width={280}
      position="bottom-start"
      trapFocus
      returnFocus={false}
    >
      <Popover.Target>
        {cloneElement(target, { ref: button, onClick: () => setOpen((open) => !open) })}
      </Popover.Target>
      <Popover.Dropdown aria-label={asked.title} p={10}>
        <People asked={asked} />
      </Popover.Dropdown>
    </Popover>
  );
}
