import { notFound } from "next/navigation";
import { ReaderPage } from "../../../../../../features/reader/ReaderPage.tsx";
import { pageTitle } from "../../../../../../i18n/pageTitle.ts";

interface Props {
  params: Promise<{ guildId: string; channelId: string }>;
}

export const generateMetadata = () => pageTitle("read");

export default async function Page({ params }: Props) {
  const { guildId, channelId } = await params;
  if (![guildId, channelId].every((id) => /^-?\d{1,19}$/.test(id))) notFound();
  return <ReaderPage guildId={guildId} channelId={channelId} />;
}
