import type { Request, RequestHandler, Response } from 'express';
import { type Answer, errorCodeOf } from '../http/answer.ts';
import { createRateLimits } from '../http/rate-limits.ts';
import type { Handler, RequestContext, Responder } from '../http/responder.ts';
import type { Log } from '../log.ts';
import type { CheckAccess } from './access.ts';
import type { Frame, Page } from './layout.ts';
import { errorAnswer, pageAnswer } from './page-answer.ts';

type Make<T> = (request: Request, context: RequestContext, response: Response) => T | Promise<T>;

/** Express handlers for pages and their assets. */
export interface PageRoutes {
  /** A page that everybody may read. */
  open(make: Make<Page>): RequestHandler;
  /** A page for those who are let in. */
  guarded(make: Make<Page>): RequestHandler;
  /** A file that pages are made of, for everybody. Not counted: browsers keep it, and a page has several. */
  asset(make: Make<Answer>): RequestHandler;
  /** Something else than a page, for everybody. */
  openAnswer(make: Make<Answer>): RequestHandler;
  /** Something else than a page, for those who are let in. */
  guardedAnswer(make: Make<Answer>): RequestHandler;
}

/** Dependencies of the handlers of pages. */
interface PageRoutesDeps {
  readonly respond: Responder;
  readonly checkAccess: CheckAccess;
  readonly frame: Frame;
  readonly log: Log;
}

/** Pages a minute for one address: people read slower. Counted apart from the calls of EHRs. */
const PAGES_A_MINUTE = 300;

/** Makes the handlers of pages: an error becomes a page, too, and nothing is for pages of other origins. */
export function createPageRoutes({ respond, checkAccess, frame, log }: PageRoutesDeps): PageRoutes {
  const rateLimits = createRateLimits({ addressLimit: PAGES_A_MINUTE });
  const sameOrigin = (make: Handler) =>
    respond('page', (request, context, response) => {
      response.removeHeader('Access-Control-Allow-Origin');
      return make(request, context, response);
    });
  const counted =
    <T>(make: Make<T>): Make<T> =>
    async (request, ...rest) => {
      await rateLimits.countAddress(request.ip ?? '');
      return make(request, ...rest);
    };
  const checked = <T>(make: Make<T>): Make<T> =>
    counted((request, ...rest) => {
      checkAccess(request.headers.authorization);
      return make(request, ...rest);
    });
  const page = (make: Make<Page>) =>
    sameOrigin(async (request, context, response) => {
      try {
        return pageAnswer(await make(request, context, response), frame);
      } catch (error) {
        if (errorCodeOf(error) === 'internal') log.failed({ id: context.id, code: 'internal', error });
        return errorAnswer(error, frame);
      }
    });
  return {
    open: (make) => page(counted(make)),
    guarded: (make) => page(checked(make)),
    asset: sameOrigin,
    openAnswer: (make) => sameOrigin(counted(make)),
    guardedAnswer: (make) => sameOrigin(checked(make)),
  };
}
