import { SavedPage } from "../../../../features/search/saved/SavedPage.tsx";
import { pageTitle } from "../../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("savedSearches");

export default function Page() {
  return <SavedPage />;
}
