import { FetchPage } from "../../../features/fetch/FetchPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("fetch");

export default function Page() {
  return <FetchPage />;
}
