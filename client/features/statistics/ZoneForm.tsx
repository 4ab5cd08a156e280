"use client";
import { Button, NativeSelect } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Panel } from "../../ui/common/Panel.tsx";
import classes from "./Statistics.module.css";
import { setZone, useZone } from "./useStatistics.ts";

const zones = Intl.supportedValuesOf("timeZone");

/** By whose clock days begin. */
export function ZoneForm({ guildId, onChange }: { guildId: string; onChange: () => void }) {
  const t = useTranslations("statistics");
  const { data, mutate } = useZone(guildId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  if (!data) return null;
  const value = chosen ?? data.timezone ?? "";
  const save = async () => {
    setBusy(true);
    try {
      await mutate(await setZone(guildId, value === "" ? null : value), { revalidate: false });
      onChange();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t("zone")}>
      <p className={classes.sentence}>{t("zoneSentence", { zone: data.zone })}</p>
      <div className={classes.zone}>
        <NativeSelect
          aria-label={t("zone")}
          value={value}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[{ value: "", label: t("zoneDefault") }, ...zones]}
        />
        <Button
          variant="default"
          loading={isBusy}
          disabled={value === (data.timezone ?? "")}
          onClick={() => void save()}
        >
          {t("zoneSave")}
        </Button>
      </div>
    </Panel>
  );
}
