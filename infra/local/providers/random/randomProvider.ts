import { version } from "@pulumi/random/package.json";
import { generatedProvider } from "../generated";
import type { ProviderImplementation } from "../protocol";
import { randomBytes } from "./randomBytes";
import { randomId } from "./randomId";
import { randomInteger } from "./randomInteger";
import { randomPassword } from "./randomPassword";
import { randomPet } from "./randomPet";
import { randomShuffle } from "./randomShuffle";
import { randomString } from "./randomString";
import { randomUuid4, randomUuid7 } from "./randomUuid";

/** The stand-in for the official plug-in of `@pulumi/random`, in the version of the installed SDK. */
export const randomProvider: ProviderImplementation = generatedProvider("random", version, {
  "random:index/randomBytes:RandomBytes": randomBytes,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomInteger:RandomInteger": randomInteger,
  "random:index/randomPassword:RandomPassword": randomPassword,
  "random:index/randomPet:RandomPet": randomPet,
  "random:index/randomShuffle:RandomShuffle": randomShuffle,
  "random:index/randomString:RandomString": randomString,
  "random:index/randomUuid:RandomUuid": randomUuid4,
  "random:index/randomUuid4:RandomUuid4": randomUuid4,
  "random:index/randomUuid7:RandomUuid7": randomUuid7,
});
