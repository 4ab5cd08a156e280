import { SearchPage } from "../../../features/search/SearchPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("search");

export default function Page() {
  return <SearchPage />;
}
