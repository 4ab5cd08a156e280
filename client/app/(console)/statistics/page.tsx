import { StatisticsPage } from "../../../features/statistics/StatisticsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("statistics");

export default function Page() {
  return <StatisticsPage />;
}
