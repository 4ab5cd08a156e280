import { LoginPage } from "../../features/auth/LoginPage.tsx";
import { pageTitle } from "../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("signIn");

export default function Page() {
  return <LoginPage />;
}
