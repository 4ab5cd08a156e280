import { notFound } from "next/navigation";

/** Any other address: the "nothing here" page within the shell. */
export default function Page(): never {
  notFound();
}
