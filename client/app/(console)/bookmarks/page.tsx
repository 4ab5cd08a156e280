import { BookmarksPage } from "../../../features/bookmarks/BookmarksPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("bookmarks");

export default function Page() {
  return <BookmarksPage />;
}
