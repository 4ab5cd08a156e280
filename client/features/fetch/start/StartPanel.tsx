"use client";
import { Button, SegmentedControl, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { LabelledCheckBox } from "../../../ui/common/CheckBox.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { EstimateBox } from "./EstimateBox.tsx";
import { GapFields } from "./GapFields.tsx";
import { ModeChoice } from "./ModeChoice.tsx";
import { RangeFields } from "./RangeFields.tsx";
import { RunningLink } from "./RunningLink.tsx";
import classes from "./StartPanel.module.css";
import type { FetchFormState } from "./useFetchForm.ts";
import { useStartLabel } from "./useStartLabel.ts";

interface StartPanelProps {
  form: FetchFormState;
  /** Lets go of all chosen channels. */
  onClear: () => void;
  onStarted: () => void;
}

/** What to fetch, how, what it would cost, and the button that starts it. */
export function StartPanel({ form, onClear, onStarted }: StartPanelProps) {
  const t = useTranslations("fetch");
  const format = useFormat();
  const label = useStartLabel(form);
  const { form: fields, change, channelIds, channelNames } = form;
  const rest = (channelIds?.length ?? 0) - channelNames.length;
  const chosenWords = (channels: number, threads: number) =>
    format.list([
      ...(channels > 0 ? [t("channelCount", { count: channels })] : []),
      ...(threads > 0 ? [t("threadCount", { count: threads })] : []),
    ]);
  const submit = async () => {
    if (await form.start()) onStarted();
  };
  return (
    <form
      className={classes.panel}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={classes.target}>
        <p className={classes.caption}>{t("what")}</p>
        <p className={classes.subject}>
          {channelIds === null
            ? t("wholeServer", { platform: form.guild.platform })
            : form.gap
              ? t("oneGap")
              : chosenWords(form.channelCount, form.threadCount)}
        </p>
        <p className={classes.names}>
          {channelIds === null
            ? t("wholeServerHint", { count: form.serverCount, platform: form.guild.platform })
            : `${format.list(channelNames)}${rest > 0 ? ` ${t("andMore", { count: rest })}` : ""}`}
        </p>
        {channelIds !== null && (
          <UnstyledButton className={classes.clear} onClick={form.gap ? form.dropGap : onClear}>
            <Icon name="close" size={13} />
            {form.gap ? t("dropGap") : t("clearSelection")}
          </UnstyledButton>
        )}
      </div>
      {form.gap ? (
        <GapFields gap={form.gap} platform={form.guild.platform} />
      ) : (
        <>
          <RangeFields form={form} />
          <ModeChoice mode={fields.mode} onChange={(mode) => change({ mode })} />
        </>
      )}
      {channelIds === null && form.guild.platform === "discord" && (
        <div className={classes.options}>
          <LabelledCheckBox
            label={t("includeThreads")}
            checked={fields.includeThreads}
            onChange={(event) => change({ includeThreads: event.currentTarget.checked })}
          />
          <LabelledCheckBox
            label={t("includeArchived")}
            disabled={!fields.includeThreads}
            checked={fields.includeThreads && fields.includeArchived}
            onChange={(event) => change({ includeArchived: event.currentTarget.checked })}
          />
        </div>
      )}
      {form.offersThreads && (
        <div className={classes.options}>
          <LabelledCheckBox
            label={t("findThreads")}
            checked={fields.findThreads}
            onChange={(event) => change({ findThreads: event.currentTarget.checked })}
          />
        </div>
      )}
      <div className={classes.field}>
        <span className={classes.caption} id="priority-label">
          {t("priority")}
        </span>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-labelledby="priority-label"
          value={fields.priority}
          onChange={(priority) => change({ priority })}
          data={[
            { value: "first", label: t("priorityFirst") },
            { value: "normal", label: t("priorityNormal") },
            { value: "last", label: t("priorityLast") },
          ]}
        />
      </div>
      <div className={classes.foot}>
        <EstimateBox form={form} />
        <Button
          type="submit"
          size="md"
          fullWidth
          classNames={{ root: classes.button, label: classes.buttonLabel }}
          loading={form.isStarting}
          disabled={form.problem !== null}
          leftSection={<Icon name="fetch" size={18} />}
        >
          {label}
        </Button>
        <RunningLink taskIds={form.runningTasks} />
      </div>
    </form>
  );
}
