import { FilesPage } from "../../../features/files/FilesPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("files");

export default function Page() {
  return <FilesPage />;
}
