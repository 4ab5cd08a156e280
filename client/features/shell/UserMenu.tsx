"use client";
import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { localeCookie, localeNames, locales } from "../../i18n/locales.ts";
import { rememberFor } from "../../state/cookies.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import type { IconName } from "../../ui/icons/icons.ts";
import { MenuButton } from "../../ui/menu/MenuButton.tsx";
import { useSignOut } from "../auth/useSession.ts";

const schemes = [
  { value: "light", icon: "sun", name: "schemeLight" },
  { value: "dark", icon: "moon", name: "schemeDark" },
  { value: "auto", icon: "monitor", name: "schemeAuto" },
] as const satisfies { value: string; icon: IconName; name: string }[];

/** Colour scheme, language, help and the way out. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const t = useTranslations("shell");
  const locale = useLocale();
  const router = useRouter();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <MenuButton
      target={
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("menu")}>
          <Icon name="user" size={20} />
        </ActionIcon>
      }
      entries={[
        { kind: "label", key: "scheme", text: t("scheme") },
        ...schemes.map(({ value, icon, name }) => ({
          kind: "item" as const,
          key: value,
          text: t(name),
          icon,
          isChosen: colorScheme === value,
          onSelect: () => setColorScheme(value),
        })),
        { kind: "divider", key: "line-1" },
        { kind: "label", key: "language", text: t("language") },
        ...locales.map((each) => ({
          kind: "item" as const,
          key: each,
          text: localeNames[each],
          lang: each,
          isChosen: each === locale,
          onSelect: () => {
            rememberFor(localeCookie, each);
            router.refresh();
          },
        })),
        { kind: "divider", key: "line-2" },
        { kind: "item", key: "help", text: t("shortcuts"), icon: "keyboard", onSelect: onHelp },
        { kind: "item", key: "out", text: t("signOut"), icon: "logout", onSelect: signOut },
      ]}
    />
  );
}
