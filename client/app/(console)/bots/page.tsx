import { AccountsPage } from "../../../features/accounts/AccountsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("bots");

export default function Page() {
  return <AccountsPage />;
}
