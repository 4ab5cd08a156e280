"use client";
import { Button, NativeSelect } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./Digest.module.css";
import type { DigestTarget, useDigest } from "./useDigest.ts";

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** One target: when it is told, and telling it now. */
export function TargetLine({
  target,
  digest,
}: {
  target: DigestTarget;
  digest: ReturnType<typeof useDigest>;
}) {
  const t = useTranslations("digest");
  const format = useFormat();
  const { targetId, name, isTargetEnabled, toldFor } = target;
  const kept = { weekday: target.enabled ? String(target.weekday) : "", hour: String(target.hour ?? 9) };
  const [changed, setChanged] = useState<Partial<typeof kept>>({});
  const { weekday, hour } = { ...kept, ...changed };
  const isChanged = weekday !== kept.weekday || (weekday !== "" && hour !== kept.hour);
  const save = async () => {
    const wish = { weekday: Number(weekday), hour: Number(hour), enabled: true };
    await digest.save(targetId, weekday === "" ? null : wish);
    setChanged({});
  };
  return (
    <li className={classes.target}>
      <div>
        <p className={classes.name}>{name}</p>
        <p className={classes.about}>
          {isTargetEnabled
            ? toldFor === null
              ? t("neverTold")
              : t("toldFor", { day: format.date(`${toldFor}T12:00:00`) })
            : t("targetOff")}
        </p>
      </div>
      <NativeSelect
        aria-label={t("weekdayOf", { name })}
        value={weekday}
        onChange={(event) => setChanged({ ...changed, weekday: event.currentTarget.value })}
        data={[
          { value: "", label: t("notSent") },
          ...weekdays.map((day) => ({ value: String(day), label: t(`weekday_${day}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t("hourOf", { name })}
        value={hour}
        disabled={weekday === ""}
        onChange={(event) => setChanged({ ...changed, hour: event.currentTarget.value })}
        data={Array.from({ length: 24 }, (_, value) => ({
          value: String(value),
          label: `${String(value).padStart(2, "0")}:00`,
        }))}
      />
      <div className={classes.buttons}>
        <Button
          variant="default"
          disabled={!isChanged}
          loading={digest.isBusy && isChanged}
          onClick={() => void save()}
        >
          {t("save")}
        </Button>
        <Button
          variant="subtle"
          disabled={digest.isBusy || !isTargetEnabled}
          onClick={() => void digest.sendNow(targetId)}
        >
          {t("sendNow")}
        </Button>
      </div>
    </li>
  );
}
