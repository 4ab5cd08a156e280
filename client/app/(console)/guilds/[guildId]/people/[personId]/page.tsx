import { notFound } from "next/navigation";
import { PersonPage } from "../../../../../../features/people/PersonPage.tsx";
import { pageTitle } from "../../../../../../i18n/pageTitle.ts";

interface Props {
  params: Promise<{ guildId: string; personId: string }>;
}

export const generateMetadata = () => pageTitle("people");

export default async function Page({ params }: Props) {
  const { guildId, personId } = await params;
  if (![guildId, personId].every((id) => /^-?\d{1,19}$/.test(id))) notFound();
  return <PersonPage guildId={guildId} personId={personId} />;
}
