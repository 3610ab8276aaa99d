// Lines in the colours of their corners.
Shader "XrContent/Line"
{
    // Universal Render Pipeline.
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal" }
        Tags { "RenderPipeline" = "UniversalPipeline" "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
        Cull Off
        ZWrite Off
        Pass
        {
            HLSLPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #pragma multi_compile_instancing
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"

            struct Corner
            {
                float4 place : POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = TransformObjectToHClip(corner.place.xyz);
                seen.colour = corner.colour;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return seen.colour;
            }
            ENDHLSL
        }
    }
    // Built-in pipeline.
    SubShader
    {
        Tags { "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
        Cull Off
        ZWrite Off
        Pass
        {
            CGPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #include "UnityCG.cginc"

            struct Corner
            {
                float4 place : POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float4 colour : COLOR;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = UnityObjectToClipPos(corner.place);
                seen.colour = corner.colour;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return seen.colour;
            }
            ENDCG
        }
    }
}
