import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TaskPage } from "../../../../features/tasks/page/TaskPage.tsx";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `#${(await params).id}` };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  if (!/^\d{1,19}$/.test(id)) notFound();
  return <TaskPage key={id} id={id} />;
}
