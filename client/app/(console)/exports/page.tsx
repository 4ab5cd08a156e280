import { ExportsPage } from "../../../features/exports/ExportsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("exports");

export default function Page() {
  return <ExportsPage />;
}
