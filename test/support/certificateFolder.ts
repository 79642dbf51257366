import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openssl } from "./openssl";

/** A certificate that vouches for itself, and its key, as PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Makes a certificate for 127.0.0.1 and ai.example.de, valid for two days. */
export async function certificatePair(
  commonName: string,
  key: KeyObject = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
): Promise<CertificatePair> {
  const privateKey = key.export({ type: "pkcs8", format: "pem" }).toString();
  const names = "subjectAltName=DNS:ai.example.de,IP:127.0.0.1";
  const certificate = await openssl(
    `req -x509 -new -key key -days 2 -subj /CN=${commonName} -addext ${names}`,
    { key: privateKey },
  );
  return { certificate, privateKey };
}

/** A folder that changes as the kubelet changes a Secret's mount: a link to the folder with the files is moved. */
export interface CertificateFolder {
  readonly path: string;
  replace(pair: CertificatePair): Promise<void>;
  remove(): Promise<void>;
}

export async function certificateFolder(pair: CertificatePair): Promise<CertificateFolder> {
  const path = await mkdtemp(join(tmpdir(), "domicile-certificate-"));
  let version = 0;
  const replace = async ({ certificate, privateKey }: CertificatePair) => {
    version += 1;
    const name = `..version-${version}`;
    await mkdir(join(path, name));
    await writeFile(join(path, name, "tls.crt"), certificate);
    await writeFile(join(path, name, "tls.key"), privateKey, { mode: 0o600 });
    await symlink(name, join(path, "..data_tmp"));
    await rename(join(path, "..data_tmp"), join(path, "..data"));
  };
  await replace(pair);
  for (const file of ["tls.crt", "tls.key"]) await symlink(join("..data", file), join(path, file));
  return { path, replace, remove: () => rm(path, { recursive: true, force: true }) };
}
