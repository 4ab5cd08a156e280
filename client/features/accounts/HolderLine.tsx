import { useTranslations } from "next-intl";
import type { AccountView } from "../../../core/api/accounts.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import classes from "./BotCard.module.css";

/** Which process owns the account, and since when; nothing while none does. */
export function HolderLine({ holder }: Pick<AccountView, "holder">) {
  const t = useTranslations("bots");
  if (!holder) return null;
  return (
    <p className={classes.detail}>
      {t("holder", { host: holder.host, pid: String(holder.pid) })}
      {holder.since !== null && (
        <>
          {" · "}
          <Ago at={holder.since} />
        </>
      )}
    </p>
  );
}
