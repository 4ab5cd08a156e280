import { OverviewPage } from "../../features/overview/OverviewPage.tsx";
import { pageTitle } from "../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("overview");

export default function Page() {
  return <OverviewPage />;
}
