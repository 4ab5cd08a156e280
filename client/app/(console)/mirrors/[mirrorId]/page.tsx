import { notFound } from "next/navigation";
import { MirrorPage } from "../../../../features/mirrors/MirrorPage.tsx";
import { pageTitle } from "../../../../i18n/pageTitle.ts";

interface Props {
  params: Promise<{ mirrorId: string }>;
}

export const generateMetadata = () => pageTitle("mirrors");

export default async function Page({ params }: Props) {
  const { mirrorId } = await params;
  if (!/^\d{1,19}$/.test(mirrorId)) notFound();
  return <MirrorPage key={mirrorId} mirrorId={mirrorId} />;
}
