// The playback check of one bucket, whether it is locked or not.

import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import type { AccountView } from "../../api/types";
import { PlaybackCheck } from "../../parts/playback/PlaybackCheck";
import { redraw } from "../../store/discovery";
import { go, toHash } from "../../store/route";
import { playback as words } from "../../text/en/playback";

export function PlaybackPage({ bucket, account }: { bucket: string; account: AccountView }) {
  return (
    <ContentLayout
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.crumbs}
          items={[
            { text: words.overview, href: toHash({ page: "overview" }) },
            { text: bucket, href: toHash({ page: "bucket", bucket }) },
            { text: words.title, href: toHash({ page: "playback", bucket }) },
          ]}
        />
      }
      header={
        <Header variant="h1">
          <span className="sr-wrap">{bucket}</span>
        </Header>
      }
    >
      <PlaybackCheck
        buckets={[bucket]}
        account={account}
        trial
        onSeen={redraw}
        onChange={(view) => {
          redraw();
          go({ page: "change", change: view.id });
        }}
      />
    </ContentLayout>
  );
}
