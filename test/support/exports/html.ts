/** HTML as DiscordChatExporter and Telegram Desktop write it, with made-up people. */
import { dceIds, dceMessageId } from "./dce.ts";

/** DiscordChatExporter since 2021; its markup is minified, without quotes where none are needed. */
export const dceHtmlMessage = (
  number: number,
  parts: { header?: string; content?: string; more?: string } = {},
) =>
  `<div id=chatlog__message-container-${dceMessageId(number)} class=chatlog__message-container data-message-id=${dceMessageId(number)}><div class=chatlog__message><div class=chatlog__message-aside><img class=chatlog__avatar src=https://cdn.discordapp.com/avatars/${dceIds.ada}/0123456789abcdef0123456789abcdef.png alt=Avatar></div><div class=chatlog__message-primary>${parts.header ?? ""}<div class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>${parts.content ?? `message ${number}`}</span></div>${parts.more ?? ""}</div></div></div>`;

export const dceHtmlHeader = `<div class=chatlog__header><span class=chatlog__author style="color:rgb(88,101,242)" title="ada" data-user-id=${dceIds.ada}>Ada of the harbour</span> <span class=chatlog__timestamp title="x"><a href=#x>01-Jan-21</a></span></div>`;

export const dceHtml = (
  messages: readonly string[],
  end = "<div class=postamble><div class=postamble__entry>Exported 1 message(s)</div></div>",
) =>
  `<!DOCTYPE html><html lang=en><head><title>Harbour - quay</title><meta charset=utf-8><style>.chatlog__message{color:#fff}</style></head><body><div class=preamble><div class=preamble__guild-icon-container><img class=preamble__guild-icon src="https://cdn.discordapp.com/icons/${dceIds.guild}/fedcba9876543210fedcba9876543210.png" alt="Guild icon"></div><div class=preamble__entries-container><div class=preamble__entry>Harbour</div><div class=preamble__entry>Docks / quay</div><div class="preamble__entry preamble__entry--small">ships &amp; tea</div></div></div><div class=chatlog><div class=chatlog__message-group>${messages.join("</div><div class=chatlog__message-group>")}</div></div>${end}`;

/** As of 2020: the author stands above the messages of a group. */
export const dceHtml2020 = (ids: readonly string[]) =>
  `<!DOCTYPE html><html><head><style>.chatlog__message{}</style></head><body><div class="chatlog"><div class="chatlog__message-group"><div class="chatlog__messages"><span class="chatlog__author-name" title="bo#4242" data-user-id="${dceIds.bo}">bo</span>${ids.map((id) => `<div class="chatlog__message " data-message-id="${id}" id="message-${id}"><div class="chatlog__content"><div class="markdown"><strong>old</strong></div></div></div>`).join("")}</div></div></div></body></html>`;

/** Telegram Desktop's page of messages. */
export const telegramHtml = (
  messages: readonly string[],
  end = "</div></div></div></body></html>",
) => `<!DOCTYPE html>
<html>
 <head>
  <meta charset="utf-8"/>
  <title>Exported Data</title>
 </head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header">
    <div class="content">
     <div class="text bold">
Harbour
     </div>
    </div>
   </div>
   <div class="page_body chat_page">
    <div class="history">
     <div class="message service" id="message-1">
      <div class="body details">
1 March 2024
      </div>
     </div>
${messages.join("\n")}
    ${end}`;

export const telegramHtmlMessage = (
  id: number,
  {
    from,
    text = `message ${id}`,
    more = "",
    date = `01.03.2024 13:00:0${id} UTC+01:00`,
  }: { from?: string; text?: string; more?: string; date?: string } = {},
) => `     <div class="message default clearfix${from === undefined ? " joined" : ""}" id="message${id}">
      <div class="body">
       <div class="pull_right date details" title="${date}">
13:00
       </div>
${from === undefined ? "" : `       <div class="from_name">\n${from} \n       </div>`}
${more}
       <div class="text">
${text}
       </div>
      </div>
     </div>`;
