"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useQueryParameters } from "../../state/useQueryParameters.ts";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useShownGuild } from "../channels/useChosenGuild.tsx";
import { JumpControls } from "./JumpControls.tsx";
import classes from "./ReaderPage.module.css";
import { MessageStream } from "./stream/MessageStream.tsx";
import { useFetchGap } from "./useFetchGap.ts";
import { type ReadingPlace, useMessageWindow } from "./window/useMessageWindow.ts";

/** A channel to be read: at its end, at a message, at a time, or as it stood at a moment. */
export function ReaderPage({ guildId, channelId }: { guildId: string; channelId: string }) {
  const [parameters, setParameters] = useQueryParameters();
  useShownGuild(guildId);
  const messageId = idOrNull(parameters.get("message"));
  const at = timeOrNull(parameters.get("at"));
  const asOf = timeOrNull(parameters.get("asOf"));
  const place = useMemo(
    () => ({ guildId, channelId, messageId, at, asOf }),
    [guildId, channelId, messageId, at, asOf],
  );
  return (
    <Reading
      key={[channelId, messageId, at, asOf].join(" ")}
      place={place}
      onGo={(to) => setParameters({ message: null, at: null, ...to }, "push")}
    />
  );
}

interface ReadingProps {
  place: ReadingPlace;
  onGo: (to: Record<string, string | null>) => void;
}

function Reading({ place, onGo }: ReadingProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const state = useMessageWindow(place);
  const fetchGap = useFetchGap(place.guildId, place.channelId);
  const channel = state.window?.channel;
  return (
    <div className={classes.page}>
      <PageHeader
        title={channel?.name ?? t("title")}
        lead={channel && t("lead", { count: format.number(channel.messageCount) })}
      >
        <JumpControls place={place} onGo={onGo} />
      </PageHeader>
      {/* Not from the server: it does not know the reader's clock. */}
      {channel && place.asOf !== null && (
        <p className={classes.past}>
          <Icon name="clock" />
          <span className={classes.words}>{t("asOf", { time: format.dateTime(place.asOf) })}</span>
          <Button size="compact-sm" variant="default" onClick={() => onGo({ asOf: null })}>
            {t("toPresent")}
          </Button>
        </p>
      )}
      <MessageStream
        state={state}
        onFetchGap={place.asOf === null ? fetchGap : null}
        onOpen={(id) => onGo({ message: id })}
      />
    </div>
  );
}

const idOrNull = (text: string | null) => (text !== null && /^-?\d{1,19}$/.test(text) ? text : null);
const timeOrNull = (text: string | null) => {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
};
