/** The frame of a page: what it may load, how it looks. Nothing in it comes from another host, and nothing runs. */
import { escape } from "./escape.ts";

/** Files beside the page, and nothing else: no script, no frame, no other host (A20). */
const policy =
  "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1d1f24;--dim:#5c6270;--line:#e3e5ea;--soft:#f4f5f8;--link:#2457d6;--mark:#e8edfd;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#17181c;--fg:#e6e7ea;--dim:#a2a8b4;--line:#2f3138;--soft:#202228;--link:#8fb0ff;--mark:#26314f;--bad:#ff9b93}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang TC","Microsoft JhengHei","Microsoft YaHei",sans-serif;overflow-wrap:anywhere}
main,header,nav{max-width:56rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}h1{font-size:1.4rem;margin:0}header p{margin:.25rem 0;color:var(--dim)}
nav{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;padding-block:.75rem}a{color:var(--link)}
.day{margin:1.5rem 0 .25rem;font-size:.875rem;color:var(--dim);border-bottom:1px solid var(--line)}
article{display:grid;grid-template-columns:2.5rem 1fr;gap:0 .75rem;padding:.125rem 0}
article.first{margin-top:.875rem}article:target{background:var(--mark)}
.face{width:2.5rem;height:2.5rem;border-radius:50%;display:grid;place-items:center;color:#fff;font-weight:600;user-select:none}
.c0{background:#8a3ffc}.c1{background:#0b62d6}.c2{background:#007d79}.c3{background:#197b30}.c4{background:#8a5300}.c5{background:#b8303f}.c6{background:#a6266e}.c7{background:#4a5464}
.head{font-size:.875rem;color:var(--dim)}.head b{color:var(--fg);font-size:1rem}.head time{margin-inline-start:.375rem}
.badge{font-size:.75rem;border:1px solid var(--line);border-radius:.25rem;padding:0 .25rem;margin-inline-start:.375rem}
.deleted{color:var(--bad)}.body{grid-column:2;min-width:0}.text{white-space:pre-wrap}
.reply{font-size:.875rem;color:var(--dim);border-inline-start:2px solid var(--line);padding-inline-start:.5rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.event{color:var(--dim);font-style:italic}
.mention{background:var(--mark);border-radius:.25rem;padding:0 .125rem}
.spoiler{background:var(--fg);color:transparent;border-radius:.25rem}.spoiler *{visibility:hidden}.spoiler:hover,.spoiler:focus{background:var(--soft);color:inherit}.spoiler:hover *,.spoiler:focus *{visibility:visible}
blockquote{margin:0;border-inline-start:3px solid var(--line);padding-inline-start:.75rem}
code{background:var(--soft);border-radius:.25rem;padding:0 .25rem;font-size:.875em}pre{background:var(--soft);border:1px solid var(--line);border-radius:.375rem;padding:.5rem;overflow:auto;white-space:pre-wrap;margin:.25rem 0}pre code{padding:0}
ul,ol{margin:.25rem 0;padding-inline-start:1.5rem}.h1,.h2,.h3{font-weight:700}.h1{font-size:1.4em}.h2{font-size:1.2em}small{color:var(--dim)}
.card{border:1px solid var(--line);border-inline-start:4px solid var(--dim);border-radius:.375rem;background:var(--soft);padding:.5rem .75rem;margin:.25rem 0;max-width:36rem}
.card h2{font-size:1rem;margin:0}.card dl{margin:.25rem 0 0}.card dt{font-weight:600}.card dd{margin:0}
.file{margin:.25rem 0}.file img,.file video{display:block;max-width:100%;max-height:24rem;border-radius:.375rem}.file audio{display:block;width:24rem;max-width:100%}.dim{color:var(--dim)}
.reactions{display:flex;flex-wrap:wrap;gap:.25rem;margin:.25rem 0;padding:0;list-style:none}.reactions li{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;font-size:.875rem}
details{font-size:.875rem}table{width:100%;border-collapse:collapse}th,td{text-align:start;padding:.375rem .5rem;border-bottom:1px solid var(--line)}th,td:not(:first-child){overflow-wrap:normal;hyphens:none}td.n{text-align:end;font-variant-numeric:tabular-nums}
@media print{nav{display:none}}`.trim();

/** Up to where the content begins. */
export const pageBegin = (title: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="Backscroll">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
`;

export const pageEnd = "</body>\n</html>\n";
