"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TargetView } from "../../../../core/api/notifications.ts";
import type { SavedSearchView } from "../../../../core/api/savedSearches.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { pagePath } from "../searchAddress.ts";
import classes from "./Saved.module.css";
import { SavedDialog } from "./SavedDialog.tsx";
import { useSavedSearchActions } from "./useSavedSearches.ts";

interface SavedCardProps {
  search: SavedSearchView;
  /** Null until they are known. */
  targets: readonly TargetView[] | null;
}

/** A kept search: what it asks, who is told, and what can be done with it. */
export function SavedCard({ search, targets }: SavedCardProps) {
  const t = useTranslations("savedSearches");
  const tSearch = useTranslations("search");
  const { isBusy, remove } = useSavedSearchActions();
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const close = () => setOpen(null);
  const { id, name, q, forms } = search;
  return (
    <li className={classes.card}>
      <div className={classes.words}>
        <h2 className={classes.name}>
          <Link className={classes.link} href={pagePath({ q, forms, order: "newest" })} prefetch={false}>
            <bdi>{name}</bdi>
          </Link>
        </h2>
        <code className={classes.query} dir="auto">
          {q}
        </code>
        {forms && <span className={classes.quiet}>{tSearch(`forms_${forms}`)}</span>}
        <Alert search={search} targets={targets} />
      </div>
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant="default"
          aria-label={t("editOne", { name })}
          onClick={() => setOpen("edit")}
        >
          {t("edit")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("removeOne", { name })}
          onClick={() => setOpen("remove")}
        >
          {t("remove")}
        </Button>
      </div>
      {open === "edit" && <SavedDialog search={search} onClose={close} />}
      <LazyModal opened={open === "remove"} onClose={close} title={t("removeTitle", { name })}>
        <p>{t("removeText")}</p>
        <div className={classes.ends}>
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button color="red" loading={isBusy} data-autofocus onClick={() => void remove(id)}>
            {t("remove")}
          </Button>
        </div>
      </LazyModal>
    </li>
  );
}

/** Who is told, and when that last happened. */
function Alert({ search, targets }: SavedCardProps) {
  const t = useTranslations("savedSearches");
  const { alertTargetIds, lastToldAt, lastToldStatus } = search;
  if (alertTargetIds.length === 0) return <span className={classes.quiet}>{t("alertNone")}</span>;
  const told = targets?.filter(({ id }) => alertTargetIds.includes(id)) ?? [];
  const names = told.map(({ name, enabled }) => (enabled ? name : t("targetOff", { name })));
  return (
    <span className={classes.alert}>
      <Icon name="megaphone" size={14} />
      <span>{t("alertTo", { names: names.join(", ") })}</span>
      <span className={classes.quiet}>
        {lastToldAt === null ? (
          t("neverTold")
        ) : (
          <>
            {t("lastTold")} <Ago at={lastToldAt} />
          </>
        )}
        {lastToldStatus === "failed" && <strong className={classes.bad}> {t("toldFailed")}</strong>}
      </span>
    </span>
  );
}
