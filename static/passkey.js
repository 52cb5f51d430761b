// Passkeys: what a browser signs instead of a typed code.
//
// button[data-passkey-use]   has the browser make or use a key, puts the answer into the field
//                         “passkey” and sends the form. “new”: the challenge to make one stands in #passkey-challenge;
//                         “use”: the challenge to sign stands there, or is asked from data-passkey-from.
// Without script or without keys in the browser nothing is shown: the code is typed.

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function made({ publicKey }) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
  return answer(key, {
    attestationObject: toText(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  });
}

async function signed({ publicKey }) {
  const key = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = key.response;
  return answer(key, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

function answer(key, response) {
  return JSON.stringify({
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    clientExtensionResults: key.getClientExtensionResults(),
    response: { clientDataJSON: toText(key.response.clientDataJSON), ...response },
  });
}

async function challenge(form) {
  const here = document.getElementById("passkey-challenge");
  if (here) return JSON.parse(here.textContent);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const found = await fetch(form.querySelector("[data-passkey-from]").dataset.passkeyFrom, {
    method: "POST",
    headers: { "X-CSRFToken": token },
  });
  if (!found.ok) throw new Error(String(found.status));
  return found.json();
}

for (const button of document.querySelectorAll("[data-passkey-use]")) {
  if (!window.PublicKeyCredential || !window.isSecureContext) continue;
  const { form } = button;
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    try {
      const options = await challenge(form);
      const make = button.dataset.passkeyUse === "new";
      form.elements.namedItem("passkey").value = await (make ? made(options) : signed(options));
    } catch {
      fault.hidden = false;
      return;
    }
    // A code that is not typed is not asked for any more.
    if (button.dataset.passkeyUse === "use") form.elements.namedItem("code")?.removeAttribute("required");
    form.requestSubmit();
  });
}
