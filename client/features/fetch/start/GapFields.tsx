"use client";
import { useTranslations } from "next-intl";
import type { Platform } from "../../../../core/model/platform.ts";
import { Technical } from "../../../ui/common/Technical.tsx";
import { positionOfId } from "../../../ui/format/ids.ts";
import { useStretchWords } from "../../coverage/useStretchWords.ts";
import type { PickedGap } from "./fetchForm.ts";
import classes from "./GapFields.module.css";

/** From when to when a picked gap goes; its message ids for those who want them. */
export function GapFields({ gap, platform }: { gap: PickedGap; platform: Platform }) {
  const t = useTranslations("fetch");
  const words = useStretchWords();
  const { range, length } = words(
    { from: positionOfId(gap.fromId, platform), to: positionOfId(gap.toId, platform) },
    platform,
  );
  return (
    <div className={classes.gap}>
      <span className={classes.caption}>{t("range")}</span>
      <span className={classes.range}>{range}</span>
      <span className={classes.length}>{length}</span>
      <Technical
        facts={[
          { name: t("fromMessage"), value: gap.fromId, isCode: true },
          { name: t("beforeId"), value: gap.toId, isCode: true },
        ]}
      />
    </div>
  );
}
