"use client";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { SavedSearchView } from "../../../../core/api/savedSearches.ts";
import { longestQuery, parseQuery } from "../../../../core/model/search/query.ts";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { type Asked, forms as allForms } from "../searchAddress.ts";
import classes from "./Saved.module.css";
import { useAlertTargets, useSavedSearchActions } from "./useSavedSearches.ts";

const longestName = 100;
const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

interface SavedDialogProps {
  /** The one that is changed, or what was asked and is to be kept. */
  search: SavedSearchView | Pick<Asked, "q" | "forms">;
  onClose: () => void;
}

/** Keeps a search, or changes a kept one: its name, its words, and who is told of new messages that fit. */
export function SavedDialog({ search, onClose }: SavedDialogProps) {
  const t = useTranslations("savedSearches");
  const tSearch = useTranslations("search");
  const kept = "id" in search ? search : null;
  const { isBusy, add, change } = useSavedSearchActions();
  const { data } = useAlertTargets();
  const [name, setName] = useState(kept?.name ?? search.q.slice(0, longestName));
  const [q, setQ] = useState(search.q);
  const [forms, setForms] = useState(search.forms);
  const [alertTargetIds, setTargets] = useState(kept?.alertTargetIds ?? []);
  const problemId = useId();
  const [now] = useState(() => new Date());
  const { problem } = parseQuery(q, timezone(), now);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    const input = { name, q, forms, alertTargetIds, timezone: timezone() };
    // A time zone is where its days begin: it changes with the words alone.
    const { timezone: _zone, ...rest } = input;
    const isDone = kept ? await change(kept.id, q === kept.q ? rest : input) : await add(input);
    if (isDone) onClose();
  };
  return (
    <LazyModal opened onClose={onClose} title={kept ? t("editTitle") : t("save")}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t("name")}
          value={name}
          maxLength={longestName}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("query")}
          value={q}
          maxLength={longestQuery}
          required
          spellCheck={false}
          autoComplete="off"
          aria-describedby={problem ? problemId : undefined}
          aria-invalid={problem !== null}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        {problem && (
          <p id={problemId} className={classes.bad} role="alert">
            {tSearch(`problem_${problem.code}`, { piece: problem.piece, filter: problem.filter ?? "" })}
          </p>
        )}
        <NativeSelect
          label={tSearch("forms")}
          value={forms ?? ""}
          onChange={({ currentTarget }) =>
            setForms(allForms.find((language) => language === currentTarget.value) ?? null)
          }
          data={[
            { value: "", label: tSearch("forms_none") },
            ...allForms.map((language) => ({ value: language, label: tSearch(`forms_${language}`) })),
          ]}
        />
        {data && data.targets.length > 0 && (
          <Checkbox.Group
            label={t("alert")}
            description={t("alertHint")}
            value={alertTargetIds}
            onChange={setTargets}
          >
            <div className={classes.targets}>
              {data.targets.map((target) => (
                <Checkbox
                  key={target.id}
                  value={target.id}
                  label={target.enabled ? target.name : t("targetOff", { name: target.name })}
                />
              ))}
            </div>
          </Checkbox.Group>
        )}
        {data?.targets.length === 0 && (
          <p className={classes.quiet}>
            {t("noTargets")} <LinkText href="/settings">{t("toSettings")}</LinkText>
          </p>
        )}
        <div className={classes.ends}>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={isBusy} disabled={problem !== null}>
            {t("keep")}
          </Button>
        </div>
      </form>
    </LazyModal>
  );
}
