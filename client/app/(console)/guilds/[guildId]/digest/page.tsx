import { notFound } from "next/navigation";
import { DigestPage } from "../../../../../features/statistics/digest/DigestPage.tsx";
import { pageTitle } from "../../../../../i18n/pageTitle.ts";

interface Props {
  params: Promise<{ guildId: string }>;
}

export const generateMetadata = () => pageTitle("statistics");

export default async function Page({ params }: Props) {
  const { guildId } = await params;
  if (!/^-?\d{1,19}$/.test(guildId)) notFound();
  return <DigestPage guildId={guildId} />;
}
