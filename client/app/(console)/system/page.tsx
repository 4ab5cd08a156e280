import { SystemPage } from "../../../features/system/SystemPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("system");

export default function Page() {
  return <SystemPage />;
}
