/** Telegram's schema as text (the one GramJS carries), read into definitions from which bytes are written and read. */
import apiText from "telegram/tl/apiTl.js";
import protocolText from "telegram/tl/schemaTl.js";

/** The layer of the schema; the only one the sandbox speaks. */
export const LAYER = 198;

/** A type of the schema, e.g. `Vector<long>`. */
export interface TlType {
  name: string;
  /** What a vector holds; null for everything else. */
  of: TlType | null;
  /** True where the constructor's number is not written (`vector`, `future_salt`). */
  bare: boolean;
}

interface TlField {
  name: string;
  type: TlType;
  /** The field whose bit says whether this one is there; null: always there. */
  flagsField: string | null;
  bit: number;
}

/** A constructor or a method. */
export interface TlDefinition {
  name: string;
  /** Unsigned. */
  id: number;
  fields: TlField[];
  names: ReadonlySet<string>;
  result: TlType;
  isMethod: boolean;
}

/** Written by hand in the protocol's layer, since their form is not the schema's. */
const BY_HAND = /^(vector|tls\w+|boolFalse|boolTrue|true|null|error)[# ]/;

function parseType(text: string): TlType {
  const vector = /^(%?)(vector|Vector)<(.+)>$/.exec(text);
  if (vector) return { name: "vector", of: parseType(vector[3] as string), bare: vector[2] === "vector" };
  const name = text.replace(/^[!%]/, "");
  const last = name.split(".").at(-1) ?? name;
  const isPlain = PLAIN.has(name);
  return { name, of: null, bare: isPlain || /^[a-z]/.test(last) };
}

const PLAIN = new Set(["int", "long", "int128", "int256", "double", "string", "bytes", "true", "#"]);

function parseLine(line: string, isMethod: boolean, stringsAreBytes: boolean): TlDefinition {
  const match = /^([\w.]+)#([0-9a-f]+)((?: \{?\w+:[^ ]+\}?)*) = ([^;]+);$/i.exec(line);
  if (!match) throw new SyntaxError(`Not a line of a schema: ${line}`);
  const [, name = "", id = "", fieldsText = "", result = ""] = match;
  const fields = fieldsText
    .split(" ")
    .filter((field) => field !== "" && !field.startsWith("{"))
    .map((field) => parseField(field, stringsAreBytes));
  return {
    name,
    id: Number.parseInt(id, 16),
    fields,
    names: new Set(fields.map((field) => field.name)),
    result: parseType(result.trim()),
    isMethod,
  };
}

function parseField(text: string, stringsAreBytes: boolean): TlField {
  const at = text.indexOf(":");
  const name = text.slice(0, at);
  const conditional = /^(flags\d*)\.(\d+)\?(.+)$/.exec(text.slice(at + 1));
  const typeText = conditional ? (conditional[3] as string) : text.slice(at + 1);
  return {
    name,
    type: parseType(stringsAreBytes && typeText === "string" ? "bytes" : typeText),
    flagsField: conditional ? (conditional[1] as string) : null,
    bit: conditional ? Number(conditional[2]) : 0,
  };
}

/**
 * `stringsAreBytes` until the first `---types---`: in the exchange of keys the schema writes `string` for
 * numbers of any length.
 */
function* parseSchema(text: string, stringsAreBytes: boolean): Generator<TlDefinition> {
  let isMethod = false;
  let asBytes = stringsAreBytes;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\/\/.*$/, "").trim();
    if (line === "---types---") asBytes = false;
    if (/^---\w+---$/.test(line)) isMethod = line === "---functions---";
    else if (line !== "" && !BY_HAND.test(line) && line.includes("#"))
      yield parseLine(line, isMethod, asBytes);
  }
}

const all = [...parseSchema(protocolText, true), ...parseSchema(apiText, false)];

/** Constructors and methods by their number. */
export const byId = new Map(all.map((definition) => [definition.id, definition]));

/** Constructors and methods by their name: `messages.getHistory`, `peerUser`. */
export const byName = new Map(all.map((definition) => [definition.name, definition]));
