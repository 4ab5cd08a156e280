"use client";
import { Button, Skeleton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ApiError } from "../../http/errors.ts";
import { Icon } from "../icons/Icon.tsx";
import type { IconName } from "../icons/icons.ts";
import { EmptyState } from "./EmptyState.tsx";
import classes from "./ListPage.module.css";
import { LoadFailed } from "./LoadFailed.tsx";
import { PageHeader } from "./PageHeader.tsx";
import { Panel } from "./Panel.tsx";

interface Loaded<Item> {
  /** Undefined until they are here. */
  items: readonly Item[] | undefined;
  error: ApiError | undefined;
  retry: () => void;
}

/** A page that lists things of one kind as cards, and has a form to make another. */
export function ListPage<Item extends { id: string }>({
  title,
  lead,
  loaded: { items, error, retry },
  none,
  renderCard,
  making,
}: {
  title: string;
  lead: string;
  loaded: Loaded<Item>;
  /** What is said while there are none. */
  none: { icon: IconName; text: string };
  renderCard: (item: Item) => ReactNode;
  /** How another one is made; null where none can be. */
  making:
    | { icon: IconName; button: string; title: string; renderForm: (onDone: () => void) => ReactNode }
    | null
    | undefined;
}) {
  const [isMaking, setMaking] = useState(false);
  const list = () => {
    if (!items) {
      if (error) return <LoadFailed error={error} retry={retry} />;
      return <Skeleton height={160} radius={12} aria-busy="true" />;
    }
    if (items.length === 0 && !isMaking) return <EmptyState icon={none.icon}>{none.text}</EmptyState>;
    return (
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.id}>{renderCard(item)}</li>
        ))}
      </ul>
    );
  };
  return (
    <>
      <PageHeader title={title} lead={lead}>
        {making && !isMaking && (
          <Button leftSection={<Icon name={making.icon} size={16} />} onClick={() => setMaking(true)}>
            {making.button}
          </Button>
        )}
      </PageHeader>
      <div className={classes.page}>
        {making && isMaking && (
          <Panel title={making.title}>{making.renderForm(() => setMaking(false))}</Panel>
        )}
        {list()}
      </div>
    </>
  );
}
