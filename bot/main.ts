/** discord-bot: rows in, platforms read, archive written. */
import { runBotProcess } from "./process.ts";

runBotProcess();
