"use client";
import { useTranslations } from "next-intl";
import { ListPage } from "../../ui/common/ListPage.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { MirrorCard } from "./MirrorCard.tsx";
import classes from "./Mirrors.module.css";
import { NewMirror } from "./NewMirror.tsx";
import { CommonSettings } from "./settings/CommonSettings.tsx";
import { useMirrors } from "./useMirrors.ts";

/** Channels that are posted anew elsewhere: which there are, how each stands, and new ones. */
export function MirrorsPage() {
  const t = useTranslations("mirrors");
  const { data, error, mutate } = useMirrors();
  const { guild } = useChosenGuild();
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        loaded={{ items: data?.mirrors, error, retry: () => void mutate() }}
        none={{ icon: "copy", text: t("none") }}
        renderCard={(mirror) => <MirrorCard mirror={mirror} />}
        making={
          guild && {
            icon: "plus",
            button: t("new"),
            title: t("newFor", { place: guild.name }),
            renderForm: (onDone) => (
              <NewMirror guildId={guild.id} platform={guild.platform} onDone={onDone} />
            ),
          }
        }
      />
      <div className={classes.below}>
        <CommonSettings />
      </div>
    </>
  );
}
