#!/bin/bash
# The look that Strongroom makes, with the AWS CLI: instances, their roles and storage in every Region, and what is
# configured on each of their buckets. As many calls at a time as this computer has processors.
#
#   look.sh AWS REGION...     with AWS_PROFILE and the AWS files set; prints how many calls it made
set -euo pipefail

export AWS=$1
shift
regions=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export FOLDER=$folder

types='CALL_RECORDINGS SCREEN_RECORDINGS CHAT_TRANSCRIPTS ATTACHMENTS EMAIL_MESSAGES CONTACT_EVALUATIONS
  SCHEDULED_REPORTS MEDIA_STREAMS CONTACT_TRACE_RECORDS AGENT_EVENTS REAL_TIME_CONTACT_ANALYSIS_SEGMENTS
  REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS'

# One call; its answer goes to a file. What is not configured is an error of the CLI, and none here.
call() {
  local out=$1
  shift
  "$AWS" --output text "$@" >>"$FOLDER/$out" 2>>"$FOLDER/errors" || true
  echo >>"$FOLDER/calls"
}
export -f call

# Runs the lines of the standard input, each a `call`, at a time as many as there are processors.
at_once() { xargs -d '\n' -P "$(nproc)" -I{} bash -c '{}'; }

for region in "${regions[@]}"; do
  echo "call instances.$region connect list-instances --region $region --query InstanceSummaryList[].[Id,ServiceRole]"
done | at_once

for region in "${regions[@]}"; do
  while read -r id role; do
    echo "call described connect describe-instance --region $region --instance-id $id"
    echo "call roles iam get-role --role-name ${role##*/}"
    for type in $types; do
      echo "call storage connect list-instance-storage-configs --region $region --instance-id $id --resource-type $type --query StorageConfigs[].S3Config.BucketName"
    done
  done <"$folder/instances.$region"
done | at_once

{
  echo 'call who sts get-caller-identity'
  echo 'call alias iam list-account-aliases'
  echo 'call principals iam get-account-authorization-details'
  tr '\t' '\n' <"$folder/storage" | sort -u | while read -r bucket; do
    [ -z "$bucket" ] || [ "$bucket" = None ] || echo "call place.$bucket s3api get-bucket-location --bucket $bucket"
  done
} | at_once

for file in "$folder"/place.*; do
  bucket=${file##*/place.}
  region=$(<"$file")
  [ "$region" = None ] && region=us-east-1
  for what in policy policy-status encryption tagging replication notification-configuration logging; do
    echo "call buckets s3api get-bucket-$what --region $region --bucket $bucket"
  done
  echo "call buckets s3api get-public-access-block --region $region --bucket $bucket"
done | at_once

wc -l <"$folder/calls"
