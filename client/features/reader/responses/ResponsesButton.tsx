"use client";
import dynamic from "next/dynamic";
import { cloneElement, type ReactElement, type Ref, useState } from "react";
import type { AskedResponses } from "./askedResponses.ts";

const load = () => import("./ResponsesPopover.tsx");
const ResponsesPopover = dynamic(() => load().then((module) => module.ResponsesPopover), { ssr: false });

/** What asking for the people adds to the button that stands for them. */
export interface ResponsesTargetProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "dialog";
  ref?: Ref<HTMLElement>;
}

/** A button that tells who it was. The code of what opens comes when the pointer or the focus reaches it. */
export function ResponsesButton(props: {
  asked: AskedResponses;
  target: ReactElement<ResponsesTargetProps>;
}) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <ResponsesPopover {...props} />;
  return cloneElement(props.target, {
    onClick: () => setWanted(true),
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    "aria-haspopup": "dialog",
  });
}
