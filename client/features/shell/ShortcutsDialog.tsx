"use client";
import { Kbd, Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { usePreferences } from "../../state/usePreferences.ts";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { pages } from "./pages.ts";
import classes from "./ShortcutsDialog.module.css";

/** The keyboard map, and the switch that turns single-key shortcuts off. */
export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("shortcuts");
  const tNav = useTranslations("nav");
  const [{ shortcuts }, change] = usePreferences();
  const groups: { title: string; keys: [string[], string][] }[] = [
    {
      title: t("everywhere"),
      keys: [
        [["Ctrl", "K"], t("palette")],
        [["?"], t("help")],
        ...pages.map((page): [string[], string] => [["g", page.key], tNav(page.name)]),
        [["/"], t("search")],
        [["Esc"], t("close")],
      ],
    },
    {
      title: t("lists"),
      keys: [
        [["j"], t("down")],
        [["k"], t("up")],
        [["x"], t("select")],
        [["Enter"], t("open")],
      ],
    },
    {
      title: t("channels"),
      keys: [
        [["↑", "↓"], t("move")],
        [["←", "→"], t("fold")],
        [["Space"], t("select")],
        [["Shift", "↑ ↓"], t("extend")],
        [["Ctrl", "A"], t("all")],
        [["Enter"], t("channel")],
      ],
    },
    {
      title: t("reading"),
      keys: [
        [["j", "k"], t("messageNext")],
        [["r"], t("messageReply")],
        [["o"], t("messageThread")],
        [["m"], t("messageMark")],
        [["a"], t("messageActions")],
        [["u"], t("readBack")],
        [["n"], t("readNewest")],
        [["p"], t("readPinned")],
        [["d"], t("readDay")],
      ],
    },
  ];
  return (
    <LazyModal opened={opened} onClose={onClose} title={t("title")} size="lg">
      <div className={classes.groups}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.keys}>
              {keys.map(([combination, meaning]) => (
                <div className={classes.line} key={meaning + combination.join()}>
                  <dt>{meaning}</dt>
                  <dd>
                    {combination.map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        className={classes.switch}
        label={t("enabled")}
        description={t("enabledHint")}
        checked={shortcuts}
        onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
      />
    </LazyModal>
  );
}
