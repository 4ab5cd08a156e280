"use client";
import { Button, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useQueryParameters } from "../../state/useQueryParameters.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { FilterChips } from "../../ui/common/FilterChips.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./People.module.css";
import { PersonItem } from "./PersonItem.tsx";
import { type PeopleChoice, usePeople } from "./usePeople.ts";

const shown = ["all", "members", "left"] as const;

/** Who is and was in a server, and who wrote there. */
export function PeoplePage() {
  const t = useTranslations("people");
  const format = useFormat();
  const { guild } = useChosenGuild();
  const [choice, change] = usePeopleChoice();
  const { data, error, mutate } = usePeople(guild?.id, choice);
  return (
    <>
      <PageHeader title={t("title")} lead={guild ? t("lead", { server: guild.name }) : undefined} />
      <div className={classes.page}>
        <SearchField
          value={choice.search}
          onSearch={(search) => change({ search: search || null, cursor: null })}
        />
        <div className={classes.controls}>
          <FilterChips
            label={t("show")}
            options={shown.map((value) => ({ value, label: t(`show_${value}`) }))}
            chosen={choice.show}
            onChoose={(show) => change({ show: show === "all" ? null : show, cursor: null })}
          />
          <NativeSelect
            aria-label={t("sort")}
            value={choice.sort}
            onChange={(event) =>
              change({ sort: event.currentTarget.value === "name" ? null : "joined", cursor: null })
            }
            data={[
              { value: "name", label: t("sort_name") },
              { value: "joined", label: t("sort_joined") },
            ]}
          />
        </div>
        {data ? (
          <Panel flush>
            {data.people.length === 0 ? (
              <EmptyState icon="user">{choice.search === "" ? t("none") : t("noneFound")}</EmptyState>
            ) : (
              <ul className={classes.list}>
                {data.people.map((person) => (
                  <PersonItem key={person.id} guildId={guild?.id ?? ""} person={person} />
                ))}
              </ul>
            )}
          </Panel>
        ) : error ? (
          <LoadFailed error={error} retry={() => void mutate()} />
        ) : (
          <Skeleton height={320} radius={12} aria-busy="true" />
        )}
        {data && (choice.cursor !== null || data.nextCursor !== null) && (
          <div className={classes.pager}>
            <Button
              variant="default"
              disabled={choice.cursor === null}
              onClick={() => change({ cursor: null })}
            >
              {t("toFirst")}
            </Button>
            <Button
              variant="default"
              disabled={data.nextCursor === null}
              rightSection={<Icon name="arrowRight" size={15} />}
              onClick={() => change({ cursor: data.nextCursor })}
            >
              {t("more")}
            </Button>
          </div>
        )}
        {data && (
          <p className={classes.note}>
            {data.listedAt ? t("listedAt", { time: format.dateTime(data.listedAt) }) : t("notListed")}{" "}
            {data.listingError && t(`listing_${data.listingError}`)}
          </p>
        )}
      </div>
    </>
  );
}

/** Searches when asked to, not with every letter: each is a look through all names. */
function SearchField({ value, onSearch }: { value: string; onSearch: (search: string) => void }) {
  const t = useTranslations("people");
  const [typed, setTyped] = useState(value);
  return (
    <form
      className={classes.search}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <TextInput
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<Icon name="search" size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t("find")}
      </Button>
    </form>
  );
}

/** What is listed stands in the address: it can be sent to somebody, and the browser's back leads back. */
function usePeopleChoice(): [PeopleChoice, (change: Record<string, string | null>) => void] {
  const [parameters, setParameters] = useQueryParameters();
  const show = shown.find((value) => value === parameters.get("show")) ?? "all";
  const choice: PeopleChoice = {
    search: parameters.get("search") ?? "",
    show,
    sort: parameters.get("sort") === "joined" ? "joined" : "name",
    cursor: parameters.get("cursor"),
  };
  return [choice, (change) => setParameters(change, "push")];
}
