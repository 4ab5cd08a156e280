import { ImportsPage } from "../../../features/imports/ImportsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("imports");

export default function Page() {
  return <ImportsPage />;
}
