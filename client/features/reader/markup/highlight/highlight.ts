/** Code in colours: the highlighter with the languages that are written in chats. Loaded when the first block is drawn. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Plain text, or tokens of one kind: keyword, string, comment, … */
export type CodeToken = string | { scope: string; tokens: CodeToken[] };

/** Longer blocks stay plain: some grammars are slow on what was not meant for them. */
const longest = 6_000;

/** The tokens of a code; null for languages that are not known and for very long ones. Pure. */
export function highlight(language: string, text: string): CodeToken[] | null {
  if (text.length > longest || !hljs.getLanguage(language)) return null;
  // The tree, not the HTML that is made of it: nothing of a message ever becomes HTML here.
  const { _emitter } = hljs.highlight(text, { language, ignoreIllegals: true });
  const root = (_emitter as unknown as { root?: unknown }).root;
  return isNode(root) ? toTokens(root.children) : null;
}

interface TokenNode {
  scope?: string;
  children: readonly (string | TokenNode)[];
}

const isNode = (value: unknown): value is TokenNode =>
  typeof value === "object" && value !== null && "children" in value && Array.isArray(value.children);

function toTokens(children: TokenNode["children"]): CodeToken[] {
  return children.flatMap((child) => {
    if (typeof child === "string") return child;
    const tokens = toTokens(child.children);
    return child.scope === undefined ? tokens : { scope: child.scope.split(".")[0] as string, tokens };
  });
}
