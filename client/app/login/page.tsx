import { LoginPage } from "../../components/login/LoginPage.tsx";
import { pageTitle } from "../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("signIn");

export default function Page() {
  return <LoginPage />;
}
