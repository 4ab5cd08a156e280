/** Messages of a list as elements of the page. */

/** From top to bottom. */
export const messagesIn = (view: HTMLElement): HTMLElement[] => [
  ...view.querySelectorAll<HTMLElement>("[data-message]"),
];

/** The element that shows a message, be it as part of an album; null when none does. */
export const elementOf = (view: HTMLElement, id: string): HTMLElement | null =>
  view.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"], [data-also~="${CSS.escape(id)}"]`);

/** Brings a message into view, gives it the focus and lets it stand out for a moment. */
export function pointOut(element: HTMLElement): void {
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
  element.dataset.flash = "true";
  setTimeout(() => delete element.dataset.flash, 2_000);
}
