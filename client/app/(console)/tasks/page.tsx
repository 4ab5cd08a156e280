import { TasksPage } from "../../../features/tasks/list/TasksPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("tasks");

export default function Page() {
  return <TasksPage />;
}
