import { PeoplePage } from "../../../features/people/PeoplePage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("people");

export default function Page() {
  return <PeoplePage />;
}
