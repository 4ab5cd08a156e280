"use client";
import { useTranslations } from "next-intl";
import type { MirrorView } from "../../../core/api/mirrors.ts";
import { LinkText } from "../../ui/common/LinkText.tsx";
import classes from "./Mirrors.module.css";

/** What a mirror is called: its two ends, and whether it is of comments. */
export function useMirrorName({ source, target, commentsOf }: MirrorView): string {
  const t = useTranslations("mirrors");
  const name = `${source.name} → ${target.name}`;
  return commentsOf === null ? name : t("ofComments", { name });
}

/** Whether the comments under a mirror's posts are mirrored, and where: or whose comments these are. */
export function Comments({ mirror }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const { commentsOf, commentsState, commentsMirrorId } = mirror;
  if (commentsOf !== null)
    return (
      <p className={classes.comments}>
        {t("commentsOf")} <LinkText href={`/mirrors/${commentsOf}`}>{t("commentsOfOpen")}</LinkText>
      </p>
    );
  if (commentsState === null) return null;
  return (
    <p className={classes.comments}>
      {t(`comments_${commentsState}`)}{" "}
      {commentsMirrorId !== null && (
        <LinkText href={`/mirrors/${commentsMirrorId}`}>{t("commentsOpen")}</LinkText>
      )}
    </p>
  );
}
