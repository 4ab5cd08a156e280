import { SchedulesPage } from "../../../features/schedules/SchedulesPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("schedules");

export default function Page() {
  return <SchedulesPage />;
}
