import assert from "node:assert/strict";
import { computeCheck } from "telegram/Password.js";
import { Api } from "telegram/tl/index.js";
import { API_HASH, API_ID, failsWith, signIn, useTelegram } from "../../test/support/telegram.ts";

describe("signing in to the sandbox's Telegram", function () {
  const telegram = useTelegram(
    {
      messages: 3_000,
      accounts: [
        { phone: "9996621234" },
        { phone: "9996625678", name: "Second", password: "swordfish" },
        { phone: "9996611111", name: "Far away", dcId: 1 },
      ],
    },
    { keep: true },
  );
  const sendCode = (phoneNumber: string) =>
    new Api.auth.SendCode({
      phoneNumber,
      apiId: API_ID,
      apiHash: API_HASH,
      settings: new Api.CodeSettings({}),
    });

  it("takes a phone number and its code, and then shows dialogs and history", async function () {
    const client = await telegram.signedIn();
    // Not by getDialogs: GramJS stumbles over dialogs without a top message, which are in every real list.
    const { dialogs, chats } = (await client.invoke(
      new Api.messages.GetDialogs({ offsetPeer: new Api.InputPeerEmpty(), limit: 100 }),
    )) as Api.messages.Dialogs;
    assert.ok(dialogs.some((dialog) => (dialog as Api.Dialog).topMessage === 0));
    const chat = chats.find((found) => (found as Api.Channel).title === "Lanternworks") as Api.Channel;
    const page = await client.getMessages(chat, { limit: 20 });
    assert.equal(page.length, 20);
    assert.ok(page.every(({ date }, i) => i === 0 || date <= (page[i - 1]?.date ?? 0)));
  });

  it("refuses a wrong code, and after five the right one, too", async function () {
    const client = await telegram.client();
    const phoneNumber = "9996621234";
    const { phoneCodeHash } = (await client.invoke(sendCode(phoneNumber))) as Api.auth.SentCode;
    const enter = (phoneCode: string) =>
      client.invoke(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode }));
    const code = telegram.core.logins.findCode(phoneNumber)?.code ?? "";
    for (let i = 0; i < 5; i++) await assert.rejects(enter("00000"), failsWith("PHONE_CODE_INVALID"));
    await assert.rejects(enter(code), failsWith("PHONE_CODE_EXPIRED"));
  });

  it("asks for the password where there is one", async function () {
    const client = await telegram.client();
    await assert.rejects(signIn(client, telegram, "9996625678"), failsWith("SESSION_PASSWORD_NEEDED"));
    const wrong = await computeCheck(await client.invoke(new Api.account.GetPassword()), "password");
    await assert.rejects(
      client.invoke(new Api.auth.CheckPassword({ password: wrong })),
      failsWith("PASSWORD_HASH_INVALID"),
    );
    const user = await signIn(client, telegram, "9996625678", "swordfish");
    assert.equal(user.firstName, "Second");
  });

  it("sends an account of another data centre there", async function () {
    const client = await telegram.client();
    const user = await signIn(client, telegram, "9996611111");
    assert.equal(user.firstName, "Far");
    assert.equal(client.session.dcId, 1);
  });

  it("lets nobody sign up", async function () {
    const client = await telegram.client();
    const phoneNumber = "9996640000";
    const { phoneCodeHash } = (await client.invoke(sendCode(phoneNumber))) as Api.auth.SentCode;
    const phoneCode = telegram.core.logins.findCode(phoneNumber)?.code ?? "";
    const answer = await client.invoke(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode }));
    assert.ok(answer instanceof Api.auth.AuthorizationSignUpRequired);
  });

  it("signs in whoever shows a token that somebody scans", async function () {
    const client = await telegram.client();
    const ask = () =>
      client.invoke(new Api.auth.ExportLoginToken({ apiId: API_ID, apiHash: API_HASH, exceptIds: [] }));
    const shown = (await ask()) as Api.auth.LoginToken;
    assert.deepEqual(await ask(), shown);
    await telegram.control.acceptLoginToken({ token: shown.token.toString("base64url") });
    const answer = (await ask()) as Api.auth.LoginTokenSuccess;
    assert.equal(((answer.authorization as Api.auth.Authorization).user as Api.User).firstName, "Ren");
    await client.invoke(new Api.auth.LogOut());
    await assert.rejects(client.invoke(new Api.updates.GetState()), failsWith("AUTH_KEY_UNREGISTERED"));
  });
});
