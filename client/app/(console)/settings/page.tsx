import { SettingsPage } from "../../../features/settings/SettingsPage.tsx";
import { pageTitle } from "../../../i18n/pageTitle.ts";

export const generateMetadata = () => pageTitle("settings");

export default function Page() {
  return <SettingsPage />;
}
