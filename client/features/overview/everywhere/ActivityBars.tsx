"use client";
import { useTranslations } from "next-intl";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./ActivityBars.module.css";
import { platformNames } from "./platformNames.ts";

/** Units of the drawing; it is stretched to its place. */
const height = 100;
const barWidth = 10;
const gap = 3;

/** Messages by the day they were sent, one platform upon the other. What it draws is in its table. */
export function ActivityBars({ days }: { days: OverviewView["activity"] }) {
  const t = useTranslations("everywhere");
  const format = useFormat();
  const highest = Math.max(...days.map(({ discord, telegram }) => discord + telegram));
  if (highest <= 0) return <EmptyState icon="empty">{t("noActivity")}</EmptyState>;
  const dateOf = (day: string) => format.date(`${day}T12:00:00`);
  const [first, last] = [days[0], days.at(-1)];
  const platforms = (["discord", "telegram"] as const).filter((platform) =>
    days.some((day) => day[platform] > 0),
  );
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${days.length * (barWidth + gap) - gap} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {days.map(({ day, discord, telegram }, index) => {
          const scale = (count: number) => (count / highest) * (height - 2);
          return (
            <g key={day} transform={`translate(${index * (barWidth + gap)} 0)`}>
              <title>
                {dateOf(day)} · {format.number(discord + telegram)}
              </title>
              <rect className={classes.ground} width={barWidth} height={height} />
              <rect
                className={classes.discord}
                width={barWidth}
                y={height - scale(discord)}
                height={scale(discord)}
              />
              <rect
                className={classes.telegram}
                width={barWidth}
                y={height - scale(discord) - scale(telegram)}
                height={scale(telegram)}
              />
            </g>
          );
        })}
      </svg>
      <p className={classes.ends} aria-hidden="true">
        <span>{first && dateOf(first.day)}</span>
        <span>{t("most", { count: format.number(highest) })}</span>
        <span>{last && dateOf(last.day)}</span>
      </p>
      {platforms.length > 1 && (
        <p className={classes.legend} aria-hidden="true">
          {platforms.map((platform) => (
            <span key={platform} data-platform={platform}>
              {platformNames[platform]}
            </span>
          ))}
        </p>
      )}
      <table className="sr-only">
        <caption>{t("activityLabel")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            {platforms.map((platform) => (
              <th key={platform} scope="col">
                {platformNames[platform]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((each) => (
            <tr key={each.day}>
              <th scope="row">{dateOf(each.day)}</th>
              {platforms.map((platform) => (
                <td key={platform}>{format.number(each[platform])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
