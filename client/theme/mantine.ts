/** Mantine in our colours: components keep their behaviour and take their looks from tokens.css. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const iris: MantineColorsTuple = [
  "#eceefc",
  "#d9ddf9",
  "#b7bff3",
  "#94a0ec",
  "#7785e5",
  "#6473e0",
  "#5a69dd",
  "#4a58cf",
  "#3d4abb",
  "#333f9f",
];
/** White words on 6 and 7 are readable in both schemes; Mantine's own red is too light for that. */
const red: MantineColorsTuple = [
  "#fceae9",
  "#f9d6d4",
  "#f2b4b0",
  "#ea8f89",
  "#e36d66",
  "#dd564e",
  "#c8423b",
  "#bd3730",
  "#a52c26",
  "#8c231e",
];
/** Greys of the dark scheme: 0 text, 2 dimmed text, 4 borders, 6 inputs, 7 body. */
const dark: MantineColorsTuple = [
  "#e8eaf0",
  "#ccd1dc",
  "#a9b1c0",
  "#8b94a6",
  "#3b4351",
  "#262b35",
  "#1c2028",
  "#15181e",
  "#0e1014",
  "#090b0e",
];

const overlayProps = { color: "var(--backdrop)", backgroundOpacity: 1 };
const dialogTitle = { fontWeight: 650, fontSize: "var(--size-lead)", overflowWrap: "anywhere" as const };

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 6 },
  colors: { iris, red, dark },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  headings: { fontFamily: "var(--font)" },
  defaultRadius: "7px",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Tooltip: {
      defaultProps: {
        openDelay: 250,
        withArrow: false,
        multiline: true,
        maw: 320,
        transitionProps: { duration: 80 },
      },
    },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: { centered: true, transitionProps: { duration: 120 }, overlayProps },
      styles: { title: dialogTitle },
    },
    Drawer: {
      defaultProps: { transitionProps: { duration: 160 }, overlayProps },
      styles: { title: dialogTitle },
    },
  },
});

const shared = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-2)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--surface-2)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-error": "var(--bad-text)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-shadow-md": "var(--shadow-2)",
  "--mantine-shadow-xl": "var(--shadow-3)",
};

/** Hands tokens.css to Mantine, so that each colour is written once. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
