import { MirrorsPage } from "../../../features/mirrors/MirrorsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("mirrors");

export default function Page() {
  return <MirrorsPage />;
}
